/** A web extension of the tests: the folder of a test as a file system of its own, as that of a repository is on github.dev. */
const vscode = require('vscode');

exports.activate = ({ subscriptions, extensionUri }) => {
  const addressOf = ({ path }) => extensionUri.with({ path: `/folder${path}` }).toString(true);

  /** @throws where there is nothing. */
  const ask = async (uri, options) => {
    const answer = await fetch(addressOf(uri), options);
    if (!answer.ok) throw vscode.FileSystemError.FileNotFound(uri);
    return answer;
  };
  const found = async (uri) => (await ask(uri, { headers: { accept: 'application/json' } })).json();
  const refuse = (uri) => {
    throw vscode.FileSystemError.NoPermissions(uri);
  };

  subscriptions.push(
    vscode.workspace.registerFileSystemProvider('folder', {
      onDidChangeFile: () => ({ dispose() {} }),
      watch: () => ({ dispose() {} }),
      stat: async (uri) => (await found(uri)).stat,
      readDirectory: async (uri) => (await found(uri)).entries,
      readFile: async (uri) => new Uint8Array(await (await ask(uri)).arrayBuffer()),
      writeFile: async (uri, body) => void (await ask(uri, { method: 'PUT', body })),
      createDirectory: refuse,
      delete: refuse,
      rename: refuse,
    }),
    // The list of files by name asks whoever has the files; the names alone will do.
    vscode.workspace.registerFileSearchProvider('folder', {
      provideFileSearchResults: async (_query, { folder }) =>
        (await found(folder)).entries.map(([name]) => vscode.Uri.joinPath(folder, name)),
    }),
  );
};
