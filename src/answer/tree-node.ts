/** A node of the tree that `jmespath` compiles an expression to, as far as it matters here. */
export interface TreeNode {
  readonly type?: string;
  readonly name?: string;
  readonly value?: unknown;
  readonly children?: readonly unknown[];
}

export function asNode(node: unknown): TreeNode {
  return typeof node === 'object' && node !== null ? node : {};
}
