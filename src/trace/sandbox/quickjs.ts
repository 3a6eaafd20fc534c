/**
 * QuickJS in WebAssembly, in a memory that ends where the limit is: QuickJS does not count its array buffers, and its wrapper
 * does not look whether there was room for what the host hands in.
 */
import variant from '@jitl/quickjs-wasmfile-release-sync';
import {
  type EmscriptenModuleLoader,
  newQuickJSWASMModuleFromVariant,
  newVariant,
  type QuickJSEmscriptenModule,
  type QuickJSSyncVariant,
  type QuickJSWASMModule,
} from 'quickjs-emscripten-core';

/** What QuickJS itself is compiled to begin with: its stack and its data. */
const OWN_PAGES = 256;
/** What it is compiled to end with: 2 GB. */
const MOST_PAGES = 32768;
const PAGES_PER_MEGABYTE = 16;

/** There was no room in the sandbox for what the host hands in. */
export class NoRoom extends Error {}

/** Whether that has happened. What holds it cannot be used again. */
export interface Room {
  isFull: boolean;
}

/**
 * @param wasm the compiled QuickJS, as in the package's `emscripten-module.wasm`.
 * @param megabytes what programs may use.
 */
export async function loadQuickJS(
  wasm: ArrayBuffer,
  megabytes: number,
): Promise<{ module: QuickJSWASMModule; room: Room }> {
  const wasmMemory = new WebAssembly.Memory({
    initial: OWN_PAGES,
    maximum: Math.min(OWN_PAGES + megabytes * PAGES_PER_MEGABYTE, MOST_PAGES),
  });
  const room = { isFull: false };
  const loaded = newVariant(variant, { wasmBinary: wasm, wasmMemory });
  return { module: await newQuickJSWASMModuleFromVariant(checked(loaded, room)), room };
}

/** Throws where an allocation of the host fails, instead of writing to address 0. */
function checked(variant: QuickJSSyncVariant, room: Room): QuickJSSyncVariant {
  return {
    ...variant,
    async importModuleLoader() {
      const load = (await variant.importModuleLoader()) as EmscriptenModuleLoader<QuickJSEmscriptenModule>;
      return async (options) => {
        const module = await load(options);
        const malloc = module._malloc;
        module._malloc = (bytes) => {
          const address = malloc(bytes);
          // Of nothing the address may be 0 as well.
          if (address === 0 && bytes > 0) {
            room.isFull = true;
            throw new NoRoom();
          }
          return address;
        };
        return module;
      };
    },
  };
}
