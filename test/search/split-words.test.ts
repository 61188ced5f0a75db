import { describe, expect, it } from 'vitest';
import { splitWords } from '../../src/search/split-words.ts';

describe('splitWords', () => {
  it.each([
    ['createIssueComment', ['create', 'issue', 'comment']],
    ['issues/create-comment', ['issues', 'create', 'comment']],
    ['list_pull_requests', ['list', 'pull', 'requests']],
    ['/v1/payment_intents/{intent}', ['v1', 'payment', 'intents', 'intent']],
    ['getSSHKeys', ['get', 'ssh', 'keys']],
    ['shareIPs', ['share', 'ips']],
    ['AutoscalingV2Namespaced', ['autoscaling', 'v2', 'namespaced']],
    ['resourceV1alpha2 v1beta1 k8s', ['resource', 'v1', 'alpha2', 'v1beta1', 'k8s']],
    ['OAuth2Token', ['oauth2', 'token']],
    ['Liste der Straßen', ['liste', 'der', 'straßen']],
    ['取得 ユーザー', ['取得', 'ユーザー']],
    ['', []],
    ['🙂 !?', []],
  ])('cuts %j', (text, words) => {
    expect(splitWords(text)).toEqual(words);
  });

  it('keeps no word longer than 60 characters', () => {
    expect(splitWords('x'.repeat(100_000)).every((word) => word.length <= 60)).toBe(true);
  });
});
