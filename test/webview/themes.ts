/** What VS Code gives a webview of its own four themes: the class of the body, and those of its properties that the page reads. */

export interface Theme {
  readonly name: string;
  readonly bodyClass: string;
  readonly properties: Readonly<Record<string, string>>;
}

const fonts = {
  '--vscode-font-family': 'system-ui, "Ubuntu", "Droid Sans", sans-serif',
  '--vscode-editor-font-family': '"Droid Sans Mono", "monospace", monospace',
};

export const themes = {
  light: {
    name: 'Light Modern',
    bodyClass: 'vscode-light',
    properties: {
      ...fonts,
      '--vscode-editor-background': '#ffffff',
      '--vscode-editor-foreground': '#3b3b3b',
      '--vscode-textLink-foreground': '#005fb8',
      '--vscode-focusBorder': '#005fb8',
      '--vscode-input-background': '#ffffff',
      '--vscode-input-border': '#cecece',
      '--vscode-inputValidation-errorBorder': '#be1100',
      '--vscode-panel-border': '#e5e5e5',
      '--vscode-toolbar-hoverBackground': 'rgba(184, 184, 184, 0.31)',
      '--vscode-progressBar-background': '#005fb8',
      '--vscode-editorWarning-foreground': '#bf8803',
    },
  },
  dark: {
    name: 'Dark Modern',
    bodyClass: 'vscode-dark',
    properties: {
      ...fonts,
      '--vscode-editor-background': '#1f1f1f',
      '--vscode-editor-foreground': '#cccccc',
      '--vscode-textLink-foreground': '#4daafc',
      '--vscode-focusBorder': '#0078d4',
      '--vscode-input-background': '#313131',
      '--vscode-input-border': '#3c3c3c',
      '--vscode-inputValidation-errorBorder': '#be1100',
      '--vscode-panel-border': '#2b2b2b',
      '--vscode-toolbar-hoverBackground': 'rgba(90, 93, 94, 0.31)',
      '--vscode-progressBar-background': '#0078d4',
      '--vscode-editorWarning-foreground': '#cca700',
    },
  },
  highContrast: {
    name: 'Dark High Contrast',
    bodyClass: 'vscode-high-contrast',
    properties: {
      ...fonts,
      '--vscode-editor-background': '#000000',
      '--vscode-editor-foreground': '#ffffff',
      '--vscode-textLink-foreground': '#21a6ff',
      '--vscode-focusBorder': '#f38518',
      '--vscode-contrastBorder': '#6fc3df',
      '--vscode-contrastActiveBorder': '#f38518',
      '--vscode-input-background': '#000000',
      '--vscode-input-border': '#6fc3df',
      '--vscode-inputValidation-errorBorder': '#6fc3df',
      '--vscode-panel-border': '#6fc3df',
      '--vscode-progressBar-background': '#6fc3df',
      '--vscode-editorWarning-foreground': '#ffd370',
    },
  },
  highContrastLight: {
    name: 'Light High Contrast',
    bodyClass: 'vscode-high-contrast vscode-high-contrast-light',
    properties: {
      ...fonts,
      '--vscode-editor-background': '#ffffff',
      '--vscode-editor-foreground': '#292929',
      '--vscode-textLink-foreground': '#0f4a85',
      '--vscode-focusBorder': '#006bbd',
      '--vscode-contrastBorder': '#0f4a85',
      '--vscode-contrastActiveBorder': '#006bbd',
      '--vscode-input-background': '#ffffff',
      '--vscode-input-border': '#0f4a85',
      '--vscode-inputValidation-errorBorder': '#0f4a85',
      '--vscode-panel-border': '#0f4a85',
      '--vscode-progressBar-background': '#0f4a85',
      '--vscode-editorWarning-foreground': '#895503',
    },
  },
} as const satisfies Readonly<Record<string, Theme>>;

export type ThemeName = keyof typeof themes;
