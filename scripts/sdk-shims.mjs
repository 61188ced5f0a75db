// Stands in for `@modelcontextprotocol/server/_shims` in the bundle (see build.mjs).
export { default as process } from 'node:process';

export class DefaultJsonSchemaValidator {
  getValidator() {
    throw new Error('This build validates no elicitation answers: Trivium sends no elicitation.');
  }
}
