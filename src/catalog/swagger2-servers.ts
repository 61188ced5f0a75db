import { type Document, isObject, type JsonObject, type Place } from '../spec/document.ts';
import { stringsOf } from './read-text.ts';

/** 2.0's host, basePath and schemes as server templates, https first; `place` is the root or an operation, whose schemes come first. */
export function swaggerTemplates(document: Document, place: Place): readonly string[] {
  const root = isObject(document.root.value) ? document.root.value : {};
  const said = typeof root.basePath === 'string' ? root.basePath : '/';
  const base = said.startsWith('/') ? said : `/${said}`;
  if (typeof root.host !== 'string' || root.host === '') return [base];
  // many write a whole URL there
  const host = root.host.replace(/^https?:\/\//i, '').replace(/\/$/, '');
  return schemesOf(document, place).map((scheme) => `${scheme}://${host}${base}`);
}

/** The schemes that can be called, `https` before `http`; where none is named, that of the description's own address (2.0, "Schema": schemes). */
function schemesOf(document: Document, place: Place): readonly string[] {
  const own = httpOnly((place.value as JsonObject).schemes);
  const said = own.length > 0 ? own : httpOnly((document.root.value as JsonObject).schemes);
  if (said.length > 0) return said;
  return [document.uri.startsWith('http:') ? 'http' : 'https'];
}

function httpOnly(schemes: unknown): readonly string[] {
  const said = stringsOf(schemes);
  return ['https', 'http'].filter((scheme) => said.includes(scheme));
}
