"use strict";
(() => {
  const box = document.getElementById("filter");
  const shown = document.getElementById("shown");
  const none = document.getElementById("none");
  const openAll = document.getElementById("open-all");
  const theme = document.getElementById("theme");
  const chips = [...document.querySelectorAll(".chip")];
  const units = [...document.querySelectorAll("#unit-list > li")].map((item) => ({
    item, find: item.dataset.find, status: item.dataset.status,
  }));
  const clusters = [...document.querySelectorAll(".cluster")].map((card) => ({
    card, find: card.dataset.find, members: card.dataset.units.split(" ").filter(Boolean).map(Number),
  }));
  const folded = document.querySelector(".calm-clusters");
  const clusterSection = document.getElementById("clusters");
  const FEW = 12;
  const number = (count) => count.toLocaleString("en");

  // What is inside of something closed may be kept as text; it was escaped when it was written.
  const unpack = (details) => {
    const held = details.querySelector(":scope > script");
    if (!held) return;
    const room = document.createElement("template");
    room.innerHTML = JSON.parse(held.textContent);
    held.replaceWith(room.content);
  };
  const open = (details) => {
    unpack(details);
    details.open = true;
  };
  document.addEventListener("toggle", (event) => {
    if (event.target.open) unpack(event.target);
  }, true);
  // Right before it opens, so that nothing jumps.
  document.addEventListener("click", (event) => {
    const summary = event.target.closest("summary");
    if (summary) unpack(summary.parentElement);
  }, true);

  const filter = () => {
    const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
    const statuses = new Set(chips.filter((chip) => chip.ariaPressed === "true").map((chip) => chip.dataset.status));
    const filtered = words.length > 0 || statuses.size > 0;
    const kept = new Set();
    units.forEach((unit, place) => {
      const fits = words.every((word) => unit.find.includes(word)) && (!statuses.size || statuses.has(unit.status));
      unit.item.hidden = !fits;
      if (fits) kept.add(place);
    });
    let any = false;
    for (const cluster of clusters) {
      const named = !statuses.size && words.every((word) => cluster.find.includes(word));
      cluster.card.hidden = filtered && !named && !cluster.members.some((place) => kept.has(place));
      any ||= !cluster.card.hidden;
    }
    if (folded) {
      // Few of them are worth a look at once; somebody else's doing is left alone.
      const inside = [...folded.querySelectorAll(".cluster")].filter((card) => !card.hidden).length;
      const opening = filtered && inside > 0 && inside <= FEW;
      folded.hidden = inside === 0;
      if (opening && !folded.open) {
        folded.open = true;
        folded.dataset.opened = "";
      } else if (!opening && "opened" in folded.dataset) {
        folded.open = false;
        delete folded.dataset.opened;
      }
    }
    if (clusterSection) clusterSection.hidden = !any;
    none.hidden = kept.size > 0;
    document.getElementById("unit-list").hidden = kept.size === 0;
    const total = `${number(units.length)} unit${units.length === 1 ? "" : "s"}`;
    shown.textContent = filtered ? `${number(kept.size)} of ${total}` : total;
    told();
  };
  const visible = () => units.filter((unit) => !unit.item.hidden).map((unit) => unit.item);
  const openable = () => visible().map((item) => item.querySelector(":scope > details")).filter(Boolean);
  const told = () => {
    const all = openable();
    openAll.disabled = all.length === 0;
    openAll.textContent = all.length > 0 && all.every((details) => details.open) ? "Close all" : "Open all";
  };

  let waiting = 0;
  box.addEventListener("input", () => {
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(filter);
  });
  for (const chip of chips) {
    chip.addEventListener("click", () => {
      chip.ariaPressed = String(chip.ariaPressed !== "true");
      filter();
    });
  }
  document.getElementById("clear").addEventListener("click", () => {
    box.value = "";
    for (const chip of chips) chip.ariaPressed = "false";
    filter();
    box.focus();
  });
  openAll.addEventListener("click", () => {
    const opening = openAll.textContent === "Open all";
    for (const details of openable()) {
      if (opening) open(details);
      else details.open = false;
    }
    told();
  });

  // Keys: "/" to the filter, Escape empties it, arrows walk through the units.
  const row = (item) => item && item.querySelector("summary, div.unit");
  const walk = (from, step) => {
    const items = visible();
    const place = items.indexOf(from) + step;
    if (place < 0) box.focus();
    else row(items[place])?.focus();
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const item = event.target.closest?.("#unit-list > li");
    const onRow = item && event.target === row(item);
    if (event.key === "/" && event.target !== box) {
      event.preventDefault();
      box.focus();
      box.select();
    } else if (event.target === box && event.key === "Escape") {
      event.preventDefault();
      box.value = "";
      filter();
    } else if (event.target === box && (event.key === "ArrowDown" || event.key === "Enter")) {
      event.preventDefault();
      filter();
      walk(null, 1);
    } else if (onRow && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      walk(item, event.key === "ArrowDown" ? 1 : -1);
    }
  });

  // A member in a picture leads to its unit; what its links are can be seen on the way.
  const arrive = () => {
    const item = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
    if (!item || !item.matches("#unit-list > li")) return;
    if (item.hidden) {
      box.value = "";
      for (const chip of chips) chip.ariaPressed = "false";
      filter();
    }
    const details = item.querySelector(":scope > details");
    if (details) open(details);
    item.scrollIntoView({ block: "start" });
    row(item).focus({ preventScroll: true });
    told();
  };
  window.addEventListener("hashchange", arrive);
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#u']");
    if (link && link.getAttribute("href") === location.hash) arrive();
  });
  const light = (event, on) => {
    const node = event.target.closest?.(".node");
    if (!node) return;
    const mesh = node.closest(".mesh");
    mesh.classList.toggle("lit", on);
    for (const link of mesh.querySelectorAll(".link")) {
      link.classList.toggle("on", on && link.dataset.ends.split(" ").includes(node.dataset.node));
    }
  };
  document.addEventListener("pointerover", (event) => light(event, true));
  document.addEventListener("pointerout", (event) => light(event, false));
  document.addEventListener("focusin", (event) => {
    const node = event.target.querySelector?.(":scope > .node");
    if (node) light({ target: node }, true);
  });
  document.addEventListener("focusout", (event) => {
    const node = event.target.querySelector?.(":scope > .node");
    if (node) light({ target: node }, false);
  });

  const dark = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => (document.documentElement.dataset.theme || (dark.matches ? "dark" : "light")) === "dark";
  const showTheme = () => { theme.ariaPressed = String(isDark()); };
  theme.addEventListener("click", () => {
    document.documentElement.dataset.theme = isDark() ? "light" : "dark";
    showTheme();
  });
  dark.addEventListener("change", showTheme);

  document.addEventListener("toggle", told, true);
  window.addEventListener("beforeprint", () => document.querySelectorAll(".unit[open], .cluster[open]").forEach(unpack));
  showTheme();
  filter();
  arrive();
})();
