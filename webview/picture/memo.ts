import { Component, type ComponentChild } from 'preact';

/** A component that is drawn again only when one of its properties is another one (by identity). */
export function memo<Props extends object>(draw: (props: Props) => ComponentChild) {
  return class Memo extends Component<Props> {
    override shouldComponentUpdate(next: Props): boolean {
      for (const key in next) if (next[key] !== this.props[key]) return true;
      return false;
    }

    render(): ComponentChild {
      return draw(this.props as Props);
    }
  };
}
