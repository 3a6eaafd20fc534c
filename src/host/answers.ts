/** Answers what the page asks of a graph beyond its picture. */
import type { FromPage, ToPage } from '../protocol/messages.ts';
import type { Session } from '../session/session.ts';
import { platform } from './platform/platform.ts';

export type Question = Extract<FromPage, { type: 'inspect' | 'elements' | 'health' | 'search' }>;

/** What the page says of taking the picture out of VS Code (sharing.ts). */
export type SharingMessage = Extract<FromPage, { type: 'save' | 'picture' | 'copied' | 'link' }>;

export function isSharing(message: FromPage): message is SharingMessage {
  return ['save', 'picture', 'copied', 'link'].includes(message.type);
}

export function isQuestion(message: FromPage): message is Question {
  return ['inspect', 'elements', 'health', 'search'].includes(message.type);
}

export async function answer(session: Session, question: Question): Promise<ToPage> {
  const { inspect, elementsOf, healthReport, find } = await platform().loadOnDemand();
  const { graph } = question;
  switch (question.type) {
    case 'inspect': {
      const { subject } = question;
      return { type: 'details', graph, subject, details: inspect(session, subject) };
    }
    case 'elements': {
      const { subject, part, index } = question;
      const elements = elementsOf(session, subject, part, index);
      return { type: 'elements', graph, subject, part, elements };
    }
    case 'health':
      return { type: 'health', graph, ...healthReport(session) };
    case 'search':
      return { type: 'found', graph, found: find(session, question.text) };
  }
}

/** Which items and edges of the scene, as it is folded then, are on the paths that are shown; undefined where none are. */
export async function pathsNow(session: Session): Promise<ToPage | undefined> {
  if (!session.pathEnds) return undefined;
  const { pathsOf } = await platform().loadOnDemand();
  const paths = pathsOf(session);
  return paths && { type: 'paths', graph: session.id, paths };
}
