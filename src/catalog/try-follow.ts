import type { Document, Place } from '../spec/document.ts';

/** Where the reference at `place` leads (`place` itself where there is none), or why it leads nowhere, as the end of a sentence. */
export function tryFollow(document: Document, place: Place): Place | string {
  try {
    return document.follow(place);
  } catch (problem) {
    return problem instanceof Error ? problem.message : 'its reference does not resolve';
  }
}
