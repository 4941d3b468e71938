// Where on a page a person can be when the prompt comes: a page with every kind of field, one of
// which is in a shadow root and one in a frame, and how to tell exactly where the focus, the caret
// and the scroll positions are. It knows nothing of the prompt.

import { Keys } from "../support/webdriver.mjs";

/** Tall, so that everything can be scrolled. */
const STYLE = `body { height: 3000px }
x-field { display: block }
#scroll { height: 90px; width: 300px; overflow: auto }`;
const SHADOW = `<style>input { width: 200px }</style><input id="inner" value="in the shadow">`;

export const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Places</title>
<style>${STYLE}</style>
<script src="/fixtures/probe.js"></script>
<script type="module" src="/fixtures/app.js"></script>
</head>
<body>
<p id="secret">Quarterly figures: 4711</p>
<p><button id="push">Push</button></p>
<div id="scroll"><p>Up</p>
<textarea id="area" rows="3">one two three</textarea><p>Down</p><p>Down</p></div>
<x-field><template shadowrootmode="open">${SHADOW}</template></x-field>
<p id="editable" contenteditable>some <b>bold</b> words</p>
<iframe src="/frame" title="A frame" width="300" height="60"></iframe>
</body>
</html>`;

export const FRAME = `<!doctype html>
<html lang="en">
<title>A frame</title>
<style>body { margin: 0 } input { height: 30px }</style>
<input id="framed" value="in the frame">
</html>`;

/** Runs in a page: the ids of what has the focus, from outside in, and everything beside it. */
export const placeOnPage = () => {
  const path = [];
  let focused = document.activeElement;
  while (focused) {
    path.push(focused);
    focused = (focused.shadowRoot ?? focused.contentDocument)?.activeElement;
  }
  const inner = path.at(-1);
  const { anchorOffset, anchorNode, focusOffset, focusNode } = getSelection();
  const isIn = inner.contains(anchorNode);
  return {
    focus: path.map(({ id, localName }) => id || localName),
    field: [inner.selectionStart, inner.selectionEnd, inner.selectionDirection],
    // Where a field has the focus, browsers differ in what is selected around it.
    selection: isIn ? [anchorOffset, anchorNode.data, focusOffset, focusNode.data] : null,
    scrolled: [scrollX, scrollY, document.getElementById("scroll").scrollTop],
  };
};

/** Runs in a page: the text of a place. */
export const textOf = (id) => {
  const field = document.querySelector("x-field").shadowRoot.getElementById(id);
  const framed = document.querySelector("iframe").contentDocument.getElementById(id);
  const found = document.getElementById(id) ?? field ?? framed;
  return found.value ?? found.textContent;
};

/** Runs in a page. */
const scrollALittle = () => {
  scrollTo(0, 20);
  document.getElementById("scroll").scrollTop = 15;
};

/**
 * Clicks near the beginning of an element, where its field is. WebKit's driver takes what is in a
 * shadow tree for covered, and misses what is in a frame.
 */
async function clickInto(session, css) {
  const at = await session.run((place) => {
    const { x, y } = document.querySelector(place).getBoundingClientRect();
    return [x + 30, y + 15].map(Math.round);
  }, css);
  await session.clickAt(...at);
}

/** How a person gets there, answers the prompt, and what there is when an X is typed `then`. */
export const PLACES = {
  area: {
    async go(session) {
      await session.run(scrollALittle);
      await session.click("#area");
      await session.press(Keys.home, Keys.right, Keys.right, Keys.right, Keys.right);
      // Backwards: the caret is where the selection begins.
      await session.run(() => document.getElementById("area").setSelectionRange(4, 7, "backward"));
    },
    answer: Keys.enter,
    then: "one X three",
  },
  inner: {
    async go(session) {
      await clickInto(session, "x-field");
      await session.press(Keys.home, Keys.right, Keys.right);
    },
    answer: "click",
    then: "inX the shadow",
  },
  editable: {
    async go(session) {
      await session.click("#editable");
      await session.run(() => {
        const [bold] = document.querySelector("#editable b").childNodes;
        getSelection().setBaseAndExtent(bold, 3, bold, 1);
      });
    },
    answer: Keys.space,
    then: "some bXd words",
  },
  framed: {
    async go(session) {
      await clickInto(session, "iframe");
      await session.press(Keys.home, Keys.right, Keys.right);
    },
    answer: Keys.escape,
    then: "inX the frame",
  },
};
