// Who the user is, and what the user may do. The controller enforces it; the console only does not offer what would be refused.

class Session extends EventTarget {
  /** @type {Api.Session | null} null until the controller has responded */
  view = null;

  /** Whether the user may start, change and stop runs. Assumed until it is known, so that buttons do not flicker. */
  get mayOperate() {
    return this.view === null || this.view.role === 'operate';
  }

  /** Whether the user has to sign in before the console can show anything. */
  get signedOut() {
    return this.view !== null && this.view.role === null;
  }

  /** Asks the controller. If it does not respond, nothing changes; the event stream shows that. */
  async read() {
    try {
      const response = await fetch('/api/session');
      if (response.ok) this.#set(await response.json());
    } catch {
      // not responding
    }
  }

  /**
   * @param {string} token
   * @returns {Promise<string | null>} what is wrong; null if the user is signed in
   */
  async signIn(token) {
    try {
      const response = await fetch('/api/session', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ token }),
      });
      const body = await response.json();
      if (!response.ok) return body.detail || body.title;
      this.#set(body);
      return null;
    } catch {
      return 'The controller is not responding. Try again.';
    }
  }

  async signOut() {
    await fetch('/api/session', { method: 'DELETE' });
    await this.read();
  }

  /** @param {Api.Session} view */
  #set(view) {
    const before = JSON.stringify(this.view);
    this.view = view;
    if (JSON.stringify(view) !== before) this.dispatchEvent(new Event('change'));
  }
}

export const session = new Session();

/** Re-renders its host whenever the user or the role changes. */
export class SessionController {
  /** @param {import('lit').ReactiveControllerHost} host */
  constructor(host) {
    this.host = host;
    host.addController(this);
  }
  #changed = () => this.host.requestUpdate();
  hostConnected() {
    session.addEventListener('change', this.#changed);
  }
  hostDisconnected() {
    session.removeEventListener('change', this.#changed);
  }
}
