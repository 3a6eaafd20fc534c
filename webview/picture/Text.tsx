import type { ComponentChildren } from 'preact';
import type { Ink } from './ink.ts';
import { faces, type Role } from './type.ts';

/** A run of text in one of the picture's faces, inside `<text>`. */
export function Run(props: {
  face: Role;
  fill?: string;
  isStruck?: boolean;
  /** Pixels before it. */
  gap?: number;
  ink: Ink;
  children: ComponentChildren;
}) {
  const face = faces[props.face];
  return (
    <tspan
      dx={props.gap || undefined}
      font-family={face.family === 'text' ? props.ink.textFamily : props.ink.numberFamily}
      font-size={face.size}
      font-style={face.italic ? 'italic' : undefined}
      font-weight={face.weight === 400 ? undefined : face.weight}
      fill={props.fill}
      text-decoration={props.isStruck ? 'line-through' : undefined}
    >
      {props.children}
    </tspan>
  );
}
