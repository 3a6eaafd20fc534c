/** The icons of the page's buttons, drawn on a 16 × 16 grid in the text's colour. */

const paths = {
  start: 'M3.5 3v10M12.5 3.5v9l-6.5-4.5z',
  back: 'M11.5 3.5v9L5 8z',
  play: 'M4.5 3v10l8-5z',
  pause: 'M5.5 3v10M10.5 3v10',
  forward: 'M4.5 3.5v9L11 8z',
  end: 'M12.5 3v10M3.5 3.5v9L10 8z',
  fit: 'M2.5 6V2.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10',
  zoomIn: 'M8 3v10M3 8h10',
  zoomOut: 'M3 8h10',
  warning: 'M8 2.5 14 13.5H2zM8 6.5v3.5M8 11.5v.5',
  notice: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM8 7.5v3.5M8 5v.5',
} as const;

const filled: ReadonlySet<string> = new Set(['back', 'play', 'forward', 'start', 'end']);

export function Icon({ name }: { name: keyof typeof paths }) {
  return (
    <svg
      class="icon"
      width={16}
      height={16}
      viewBox="0 0 16 16"
      aria-hidden="true"
      fill={filled.has(name) ? 'currentColor' : 'none'}
      stroke="currentColor"
      stroke-width={1.3}
      stroke-linecap="round"
      stroke-linejoin="round"
    >
      <path d={paths[name]} />
    </svg>
  );
}

/** A button that shows only an icon. `label` is its name, `keys` the key that does the same. */
export function IconButton(props: {
  icon: keyof typeof paths;
  label: string;
  keys?: string;
  /** Pressing it would change nothing. It keeps the focus, as a disabled button would not. */
  idle?: boolean;
  onClick: () => void;
}) {
  return (
    <button
      type="button"
      class="icon-button"
      title={props.keys ? `${props.label} (${props.keys})` : props.label}
      aria-label={props.label}
      aria-disabled={props.idle}
      onClick={props.onClick}
    >
      <Icon name={props.icon} />
    </button>
  );
}
