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
  zoomTo: 'M5.5 5.5h5v5h-5zM8 1.5v2M8 12.5v2M1.5 8h2M12.5 8h2',
  zoomOut: 'M3 8h10',
  inspect: 'M2.5 3h11v10h-11zM9 3v10M11 6h1M11 8.5h1',
  copy: 'M6 6V3h7v7h-3M3 6h7v7H3z',
  done: 'M3 8.5 6.5 12 13 4.5',
  settings: 'M2.5 5h6M11.5 5h2M2.5 11h2M7.5 11h6M10 3.5v3M6 9.5v3',
  table: 'M2.5 3h11v10h-11zM2.5 6.5h11M7 3v10',
  pulse: 'M1.5 8.5h3l2-5 3 9 2-4h3',
  pin: 'M6 2.5h4l-.5 4 2 2.5h-7l2-2.5zM8 9v4.5',
  share: 'M8 9.5V2.5M5 5l3-3 3 3M3 8.5v5h10v-5',
  close: 'M4 4l8 8M12 4l-8 8',
  keys: 'M2 4.5h12v7H2zM4.5 7h.5M7.5 7h.5M10.5 7h.5M5.5 9.5h5',
  search: 'M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9zM10.3 10.3l3.4 3.4',
  up: 'M3.5 10 8 5.5l4.5 4.5',
  down: 'M3.5 6 8 10.5 12.5 6',
  paths: 'M2.5 8h2.5c2 0 1.5-4 4-4h1M5 8c2 0 1.5 4 4 4h1M11 4h2.5M11 12h2.5',
  undo: 'M3 6.5h6.5a3.5 3.5 0 0 1 0 7H6M6 3.5l-3 3 3 3',
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
  /** For a button that switches something on and off. */
  isPressed?: boolean;
  onClick: () => void;
}) {
  return (
    <button
      type="button"
      class="icon-button"
      title={props.keys ? `${props.label} (${props.keys})` : props.label}
      aria-label={props.label}
      aria-disabled={props.idle}
      aria-pressed={props.isPressed}
      onClick={props.onClick}
    >
      <Icon name={props.icon} />
    </button>
  );
}
