import type { Nodes, Root } from 'mdast';
import { endOf, type Segment, startOf } from './piece.ts';

/**
 * About the tree that the source up to `at` would make, without parsing it: good enough to guess a size from. The piece
 * is left as it is.
 */
export function prunedTree({ tree, source }: Segment, at: number): Root {
  return { ...tree, children: prunedChildren(tree.children, source, at) };
}

function prunedChildren<Child extends Nodes>(children: readonly Child[], source: string, at: number): Child[] {
  const kept = children.filter((child) => startOf(child) < at);
  const last = kept.at(-1);
  return last === undefined || endOf(last) <= at ? kept : [...kept.slice(0, -1), prunedNode(last, source, at)];
}

function prunedNode<Kind extends Nodes>(node: Kind, source: string, at: number): Kind {
  if ('children' in node) {
    const children: readonly Nodes[] = node.children;
    // Links that an extension found in text have no position, nor has the text around them.
    const known = children.every((child) => child.position !== undefined);
    const text = { type: 'text', value: source.slice(startOf(node), at) } as const;
    return { ...node, children: known ? prunedChildren(children, source, at) : [text] };
  }
  if (!('value' in node)) return node;
  const share = (at - startOf(node)) / (endOf(node) - startOf(node));
  return { ...node, value: node.value.slice(0, Math.ceil(node.value.length * share)) };
}
