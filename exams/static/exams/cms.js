/* The body of a question stands alone in its form: without a heading of its own to fold it. */
(() => {
  const { StructBlockDefinition } = window.wagtailStreamField.blocks;

  class Body extends StructBlockDefinition {
    constructor(...given) {
      super(...given);
      this.collapsible = false;
    }

    render(...given) {
      const block = super.render(...given);
      block.element = block.container.get(0); // the form asks its outermost block for it
      return block;
    }
  }

  window.telepath.register("exams.cms.Body", Body);
})();
