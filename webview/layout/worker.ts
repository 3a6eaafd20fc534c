/** The layout's Web Worker: ELK itself, which listens for messages of elkjs's API (client.ts) once it is loaded. */
import 'elkjs/lib/elk-worker.min.js';
