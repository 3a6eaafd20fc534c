/** Waiting in tests for what comes by itself. */
const PATIENCE_MS = 10_000;

/** Repeats the check until it holds; when patience ends it fails as it failed last. */
export async function eventually(check: () => Promise<void>): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;)
    try {
      return await check();
    } catch (problem) {
      if (Date.now() > deadline) throw problem;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
}
