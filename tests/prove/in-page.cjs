"use strict";
// Runs inside of a page: each function is sent there as text, and may use nothing of this file but itself.

/** Shows what is folded away. */
function unfold() {
    document.querySelectorAll("details").forEach((each) => (each.open = true));
}

/** What reaches over the right edge of the window. */
function tooWide() {
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return [];
    const all = [...document.querySelectorAll("body *")];
    const wide = all.filter((each) => each.getBoundingClientRect().right > clientWidth + 1);
    return [`${scrollWidth} of ${clientWidth}`, ...wide.map((each) => each.outerHTML.slice(0, 120))];
}

/** Texts below the contrast of WCAG's level AA, 4.5 to 1. */
function faintTexts() {
    const channels = (colour) => (colour.match(/[\d.]+/g) ?? []).map(Number);
    const light = (colour) => {
        const [r, g, b] = channels(colour).map((each) => {
            const part = each / 255;
            return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const behind = (element) => {
        if (element === null) return "rgb(255, 255, 255)";
        const { backgroundColor } = getComputedStyle(element);
        return channels(backgroundColor)[3] === 0 ? behind(element.parentElement) : backgroundColor;
    };
    /** The last shape that was drawn where a text of a picture stands. */
    const below = (text) => {
        const { x, y, width, height } = text.getBoundingClientRect();
        const [cx, cy] = [x + width / 2, y + height / 2];
        const picture = text.closest("svg");
        const under = [...picture.querySelectorAll("rect, path")].filter((shape) => {
            const { left, right, top, bottom } = shape.getBoundingClientRect();
            return left <= cx && cx <= right && top <= cy && cy <= bottom;
        });
        return under.length === 0 ? behind(picture) : getComputedStyle(under.at(-1)).fill;
    };
    const says = ({ nodeType, textContent }) => nodeType === Node.TEXT_NODE && textContent.trim() !== "";
    const texts = [...document.querySelectorAll("body *")].filter(
        (each) => [...each.childNodes].some(says) && each.getBoundingClientRect().width > 1,
    );
    return texts.flatMap((each) => {
        const drawn = each instanceof SVGElement;
        const { fill, color } = getComputedStyle(each);
        const [a, b] = [light(drawn ? fill : color), light(drawn ? below(each) : behind(each))];
        const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
        return ratio >= 4.5 ? [] : [`${ratio.toFixed(2)}: ${each.textContent.trim().slice(0, 60)}`];
    });
}

/** Numbers everything that a keyboard has to reach, and answers it. */
function mark() {
    const all = [...document.querySelectorAll("summary, pre, a[href]")];
    all.forEach((each, at) => each.setAttribute("data-at", String(at)));
    return all.map((each) => each.outerHTML.slice(0, 80));
}

/** Where the keyboard is now. */
function activeText() {
    const { activeElement } = document;
    return { at: activeElement.getAttribute("data-at") ?? "", text: activeElement.textContent.trim() };
}

module.exports = { unfold, tooWide, faintTexts, mark, activeText };
