import type { Deed, Person, World } from '../../protocol.ts';
import { keepSeat, lastSeat } from '../choices.ts';
import { h } from '../dom.ts';
import { isVisible, placesOf } from '../items.ts';
import type { Page } from '../page.ts';
import type { Skin } from '../skin.ts';
import { Composer } from './composer.ts';
import { acceptDrops } from './drops.ts';
import { Forms } from './form.ts';
import { makeHead } from './head.ts';
import { Log } from './log.ts';
import { openMessageMenu } from './message-menu.ts';
import { makePeople } from './people.ts';
import { makePlaces } from './places.ts';
import { openPicture } from './toasts.ts';
import { makeTyping } from './typing.ts';
import { Unread } from './unread.ts';
import type { Part, View } from './view.ts';
import { makeWelcome } from './welcome.ts';

/** One platform's window: who one is, the places, the messages, the field. What is Telegram's or Discord's comes by the skin. */
export class ChatWindow extends HTMLElement {
  private page!: Page;
  private skin!: Skin;
  private parts: readonly Part[] = [];
  private composer!: Composer;
  private log!: Log;
  private readonly unread = new Unread();
  private readonly forms = new Forms();
  /** Who the visitor is: at first somebody of the page's language. */
  private me: string | undefined;
  /** Place that each person looks at. */
  private readonly places = new Map<string, string>();
  private view: View | undefined;

  /** Builds the window; once. */
  begin(skin: Skin, page: Page): void {
    this.skin = skin;
    this.page = page;
    this.dataset['platform'] = skin.platform;
    this.dataset['shows'] = 'chat';
    this.setAttribute('role', 'region');
    const seat = lastSeat(skin.platform);
    this.me = seat?.me;
    if (seat) this.places.set(seat.me, seat.place);
    this.composer = new Composer(skin, page);
    this.log = new Log(skin, {
      menu: (items, anchor, at) => this.menu(items, anchor, at),
      welcome: (view) => makeWelcome(view, (text) => this.composer.write(text)),
    });
    const people = makePeople((person) => this.become(person));
    const places = makePlaces(({ me }) => this.unread.counts(me));
    const head = makeHead(() => this.back());
    const typing = makeTyping();
    this.parts = [people, places, head, typing, this.log, this.composer];
    this.append(
      h('div', { class: 'side' }, people.element, places.element),
      h('section', { class: 'chat' }, head.element, this.log.element, typing.element, this.composer.element),
    );
    acceptDrops(this, (files) => void this.composer.add(files));
    this.addEventListener('click', ({ target }) => this.enlarge(target as Element));
    page.store.listen(() => this.update());
    page.store.onNotice(({ person, text, alert }) => {
      if (person === this.view?.me.id) (alert ? page.alert : page.toast)(text);
    });
  }

  /** Draws what has changed. */
  update(): void {
    const { world } = this.page.store;
    const view = world && this.look(world);
    this.setAttribute('aria-label', this.page.t(this.skin.platform));
    this.toggleAttribute('data-ready', view !== undefined);
    if (!view) return;
    const { me, place } = view;
    if (this.view?.me.id !== me.id || this.view.place.id !== place.id)
      keepSeat(this.skin.platform, { me: me.id, place: place.id });
    this.view = view;
    this.me = me.id;
    this.unread.update(view.world, view.place.id);
    for (const part of this.parts) part.update(view);
    this.forms.update(view);
  }

  private look(world: World): View | undefined {
    const { page, skin } = this;
    const people = world.people.filter(({ platform }) => platform === skin.platform);
    const welcome = people.filter(({ role }) => !role);
    const kin = welcome.find(({ locale }) => locale.startsWith(page.locale()));
    const me = people.find(({ id }) => id === this.me) ?? kin ?? welcome[0] ?? people[0];
    const places = me && placesOf(world, me);
    const at = me && this.places.get(me.id);
    const place = (places?.find(({ place: { id } }) => id === at) ?? places?.find(({ place }) => !place.closed))?.place;
    if (!me || !places || !place) return undefined;
    return {
      me,
      place,
      world,
      places,
      items: world.items.filter((item) => item.place === place.id && isVisible(item, me)),
      locale: page.locale(),
      t: page.t,
      act: (deed) => this.act(me.id, place.id, deed),
      reply: (item) => this.composer.begin('reply', item),
      edit: (item) => this.composer.begin('edit', item),
      show: (item) => this.log.show(item),
      open: (to) => this.open(to),
    };
  }

  private async act(person: string, place: string, deed: Deed) {
    const done = await this.page.link.act(person, place, deed);
    if (done.error !== undefined) this.page.toast(done.error, 'error');
    return done;
  }

  private become({ id }: Person): void {
    this.me = id;
    this.update();
  }

  private open(place: string): void {
    if (this.view) this.places.set(this.view.me.id, place);
    this.dataset['shows'] = 'chat';
    this.update();
    if (matchMedia('(pointer: fine)').matches) this.composer.focus();
  }

  private back(): void {
    this.dataset['shows'] = 'places';
    this.querySelector<HTMLElement>('.places-list [aria-current]')?.focus();
  }

  private menu(items: View['items'], anchor: HTMLElement, at?: { x: number; y: number }): void {
    const { skin, page, view } = this;
    if (view) openMessageMenu(items, anchor, { skin, page, view, ...(at && { at }) });
  }

  /** A picture to be seen large is a button with `data-picture`, its address, and maybe `data-name`. */
  private enlarge(target: Element): void {
    const { picture, name } = target.closest<HTMLElement>('[data-picture]')?.dataset ?? {};
    if (picture !== undefined) openPicture(picture, name ?? '', this.page.t);
  }
}

customElements.define('chat-window', ChatWindow);
