/**
 * The packages that the sandbox has an own implementation of (../guest/tf): they mean it whether they are installed or
 * not. All of them are one module, which has what each of them exports.
 */
import { NAMES } from '../guest/tf/names.ts';

/** What the module is called in the sandbox. */
export const TENSORFLOW = '/tensorflow';

const PACKAGES =
  /^@tensorflow\/tfjs(-core|-layers|-data|-node|-node-gpu|-backend-(cpu|wasm|webgl|webgpu))?(\/.*)?$/;

export function isTensorFlow(specifier: string): boolean {
  return PACKAGES.test(specifier);
}

/** Whether a text may be a program with tensors. */
export function mentionsTensorFlow(source: string): boolean {
  return source.includes('@tensorflow/tfjs');
}

/** What can be imported by name. */
export const tensorFlowNames: readonly string[] = NAMES.tf!.trim().split(/\s+/);
