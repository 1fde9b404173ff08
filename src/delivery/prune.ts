import type { Nodes, Root } from 'mdast';
import { endOf, startOf } from './piece.ts';

/**
 * About the tree that the source up to `at` would make, without parsing it: good enough to guess a size from. `tree` is
 * left as it is.
 */
export function prunedTree(tree: Root, at: number): Root {
  return { ...tree, children: prunedChildren(tree.children, at) };
}

function prunedChildren<Child extends Nodes>(children: readonly Child[], at: number): Child[] {
  // A node without a position was made from its neighbours' text.
  const kept = children.filter((child) => child.position === undefined || startOf(child) < at);
  const last = kept.at(-1);
  if (last === undefined || endOf(last) <= at) return kept;
  return [...kept.slice(0, -1), prunedNode(last, at)];
}

function prunedNode<Kind extends Nodes>(node: Kind, at: number): Kind {
  if ('children' in node) {
    const children: readonly Nodes[] = node.children;
    return { ...node, children: prunedChildren(children, at) };
  }
  if (!('value' in node)) return node;
  const share = (at - startOf(node)) / (endOf(node) - startOf(node));
  return { ...node, value: node.value.slice(0, Math.ceil(node.value.length * share)) };
}
