/** Signs of TeX as Unicode has them. */

/** Signs between two terms, shown with a blank on either side. */
const BETWEEN: Readonly<Record<string, string>> = {
  ...{ times: '×', cdot: '·', div: '÷', pm: '±', mp: '∓', ast: '∗', star: '⋆', circ: '∘', bullet: '•', oplus: '⊕' },
  ...{ otimes: '⊗', cup: '∪', cap: '∩', setminus: '∖', land: '∧', wedge: '∧', lor: '∨', vee: '∨', mid: '|' },
  ...{ le: '≤', leq: '≤', leqslant: '≤', ge: '≥', geq: '≥', geqslant: '≥', ne: '≠', neq: '≠', approx: '≈', sim: '∼' },
  ...{
    simeq: '≃',
    cong: '≅',
    equiv: '≡',
    propto: '∝',
    ll: '≪',
    gg: '≫',
    lt: '<',
    gt: '>',
    in: '∈',
    notin: '∉',
    ni: '∋',
  },
  ...{ subset: '⊂', subseteq: '⊆', supset: '⊃', supseteq: '⊇', perp: '⊥', parallel: '∥', to: '→', rightarrow: '→' },
  ...{
    leftarrow: '←',
    gets: '←',
    leftrightarrow: '↔',
    mapsto: '↦',
    longrightarrow: '⟶',
    Rightarrow: '⇒',
    implies: '⇒',
  },
  ...{ Leftarrow: '⇐', impliedby: '⇐', Leftrightarrow: '⇔', iff: '⇔', Longrightarrow: '⟹', prec: '≺', succ: '≻' },
  ...{ models: '⊨', vdash: '⊢', doteq: '≐', asymp: '≍', colon: ':' },
};

const GREEK: Readonly<Record<string, string>> = {
  ...{ alpha: 'α', beta: 'β', gamma: 'γ', delta: 'δ', epsilon: 'ϵ', varepsilon: 'ε', zeta: 'ζ', eta: 'η', theta: 'θ' },
  ...{ vartheta: 'ϑ', iota: 'ι', kappa: 'κ', lambda: 'λ', mu: 'μ', nu: 'ν', xi: 'ξ', pi: 'π', varpi: 'ϖ', rho: 'ρ' },
  ...{ varrho: 'ϱ', sigma: 'σ', varsigma: 'ς', tau: 'τ', upsilon: 'υ', phi: 'ϕ', varphi: 'φ', chi: 'χ', psi: 'ψ' },
  ...{ omega: 'ω', Gamma: 'Γ', Delta: 'Δ', Theta: 'Θ', Lambda: 'Λ', Xi: 'Ξ', Pi: 'Π', Sigma: 'Σ', Upsilon: 'Υ' },
  ...{ Phi: 'Φ', Psi: 'Ψ', Omega: 'Ω' },
};

const NAMES =
  'sin cos tan cot sec csc arcsin arccos arctan sinh cosh tanh log ln lg exp lim max min sup inf det dim ker arg gcd deg Pr limsup liminf hom';

/** Signs that stand for themselves, by their command. */
const SIGNS: ReadonlyMap<string, string> = new Map([
  ...Object.entries(GREEK),
  ...NAMES.split(' ').map((name) => [name, name] as const),
  ...Object.entries({
    ...{ sum: '∑', prod: '∏', coprod: '∐', int: '∫', iint: '∬', iiint: '∭', oint: '∮', bigcup: '⋃', bigcap: '⋂' },
    ...{
      infty: '∞',
      partial: '∂',
      nabla: '∇',
      forall: '∀',
      exists: '∃',
      nexists: '∄',
      neg: '¬',
      lnot: '¬',
      emptyset: '∅',
    },
    ...{ varnothing: '∅', angle: '∠', triangle: '△', degree: '°', hbar: 'ℏ', ell: 'ℓ', Re: 'ℜ', Im: 'ℑ', aleph: 'ℵ' },
    ...{ wp: '℘', prime: '′', dots: '…', ldots: '…', cdots: '⋯', vdots: '⋮', ddots: '⋱', dotsc: '…', dotsb: '⋯' },
    ...{ therefore: '∴', because: '∵', top: '⊤', bot: '⊥', dagger: '†', checkmark: '✓', square: '□', Box: '□' },
    ...{
      langle: '⟨',
      rangle: '⟩',
      lfloor: '⌊',
      rfloor: '⌋',
      lceil: '⌈',
      rceil: '⌉',
      lvert: '|',
      rvert: '|',
      vert: '|',
    },
    ...{ lVert: '‖', rVert: '‖', Vert: '‖', lbrace: '{', rbrace: '}', lbrack: '[', rbrack: ']', backslash: '\\' },
    ...{ uparrow: '↑', downarrow: '↓', quad: '  ', qquad: '    ', '{': '{', '}': '}', '|': '‖', ' ': ' ', ',': ' ' },
    ...{ ':': ' ', ';': ' ', '>': ' ', '!': '', '%': '%', $: '$', '&': '&', '#': '#', _: '_', '-': '' },
    ...{ displaystyle: '', textstyle: '', limits: '', nolimits: '', left: '', right: '', big: '', Big: '', bigg: '' },
    ...{ Bigg: '', bigl: '', bigr: '', Bigl: '', Bigr: '', biggl: '', biggr: '', middle: '', nonumber: '', notag: '' },
  }),
]);

/** The sign of a command, without its backslash; undefined for one that is not known. */
export function signOf(command: string): string | undefined {
  const between = Object.hasOwn(BETWEEN, command) ? BETWEEN[command] : undefined;
  return between === undefined ? SIGNS.get(command) : ` ${between} `;
}

/** A map from the characters of one string to those of another. */
function pairs(from: string, to: string): ReadonlyMap<string, string> {
  const signs = [...to];
  return new Map([...from].map((sign, index) => [sign, signs[index] ?? '']));
}

const RAISED = pairs(
  '0123456789+-=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVWαβγδθ′∗*∘',
  '⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂᵅᵝᵞᵟᶿ′**°',
);
const LOWERED = pairs('0123456789+-=()aehijklmnoprstuvxβγρϕχ', '₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ');

/** An index or a power in small characters, else in brackets behind its sign. */
export function scriptOf(by: '^' | '_', text: string): string {
  const small = by === '^' ? RAISED : LOWERED;
  const signs = [...text.replaceAll(' ', '')];
  if (signs.every((sign) => small.has(sign))) return signs.map((sign) => small.get(sign)).join('');
  return signs.length === 1 ? `${by}${signs[0]}` : `${by}(${text.trim()})`;
}

const DOUBLE_STRUCK = pairs('CHNPQRZ', 'ℂℍℕℙℚℝℤ');

/** Capitals with a double stroke, as sets of numbers have them; undefined for other text. */
export function doubleStruck(text: string): string | undefined {
  if (!/^[A-Z]{1,8}$/.test(text)) return undefined;
  return Array.from(
    text,
    (sign) => DOUBLE_STRUCK.get(sign) ?? String.fromCodePoint(0x1d538 + sign.charCodeAt(0) - 65),
  ).join('');
}

/** Marks above a character, by their command. */
export const ACCENTS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    ...{ hat: '\u0302', widehat: '\u0302', bar: '\u0304', overline: '\u0305', vec: '\u20d7', tilde: '\u0303' },
    ...{ widetilde: '\u0303', dot: '\u0307', ddot: '\u0308', acute: '\u0301', grave: '\u0300', check: '\u030c' },
  }),
);
