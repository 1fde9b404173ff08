import type { Nodes, Root } from 'mdast';
import { endOf, type Segment, startOf } from './piece.ts';
import { bareText } from './runs.ts';

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
    const share = (at - startOf(node)) / (endOf(node) - startOf(node));
    return { ...node, children: known ? prunedChildren(children, source, at) : sharedChildren(children, share) };
  }
  if (!('value' in node)) return node;
  return { ...node, value: shortened(node.value, (at - startOf(node)) / (endOf(node) - startOf(node))) };
}

/** The first children, up to a share of their text. */
function sharedChildren(children: readonly Nodes[], share: number): Nodes[] {
  const lengths = children.map((child) => bareText(child).length);
  let left = lengths.reduce((sum, length) => sum + length, 0) * share;
  const kept: Nodes[] = [];
  for (const [index, child] of children.entries()) {
    const length = lengths[index] ?? 0;
    if (left <= 0) break;
    const isCut = length > left && 'value' in child;
    kept.push(isCut ? { ...child, value: shortened(child.value, left / length) } : child);
    left -= length;
  }
  return kept;
}

function shortened(value: string, share: number): string {
  return value.slice(0, Math.ceil(value.length * share));
}
