/** Waiting in tests for what comes by itself. */
const PATIENCE_MS = 10_000;

/** Repeats the check until it holds, and returns what it found; when patience ends it fails as it failed last. */
export async function eventually<T>(check: () => Promise<T>, patience = PATIENCE_MS): Promise<T> {
  const deadline = Date.now() + patience;
  for (;;)
    try {
      return await check();
    } catch (problem) {
      if (Date.now() > deadline) throw problem;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
}
