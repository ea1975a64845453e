// Charts from the JSON beside them (core.ui.charts). Canvas only: the policy of the page allows no inline style.
(() => {
  "use strict";
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const drawn = new Map();

  const palette = () => {
    const style = getComputedStyle(document.documentElement);
    const read = (name) => style.getPropertyValue(`--${name}`).trim();
    return {
      series: [1, 2, 3, 4, 5, 6].map((place) => read(`chart-${place}`)),
      quiet: read("chart-quiet"),
      ink: read("ink"),
      muted: read("muted"),
      line: read("line"),
      surface: read("surface"),
      red: read("red"),
      font: style.getPropertyValue("--font").trim(),
    };
  };

  const numberText = (value, places) =>
    value.toLocaleString("en", { minimumFractionDigits: places, maximumFractionDigits: places });

  const figureText = (spec, value) =>
    value === null || value === undefined
      ? spec.noData
      : `${numberText(value, spec.places)} ${spec.measure}`.trim();

  const axes = (spec, horizontal, colours) => {
    const label = { color: colours.muted, fontSize: 12, hideOverlap: true };
    const names = {
      type: "category",
      data: spec.categories,
      inverse: horizontal,
      axisLine: { lineStyle: { color: colours.line } },
      axisTick: { show: false },
      axisLabel: { ...label, width: horizontal ? 110 : undefined, overflow: "truncate" },
    };
    const values = {
      type: "value",
      splitNumber: 4,
      minInterval: spec.places ? 0 : 1,
      axisLabel: label,
      splitLine: { lineStyle: { color: colours.line } },
    };
    return horizontal ? { xAxis: values, yAxis: names } : { xAxis: names, yAxis: values };
  };

  const markLine = (spec, horizontal, colours) =>
    spec.target && {
      silent: true,
      symbol: "none",
      animation: false,
      lineStyle: { color: colours.red, type: "dashed", width: 1 },
      label: {
        formatter: spec.target.label,
        position: horizontal ? "start" : "insideEndTop",
        color: colours.red,
        fontSize: 12,
      },
      data: [{ [horizontal ? "xAxis" : "yAxis"]: spec.target.value }],
    };

  const totalsOf = (spec) =>
    spec.categories.map((_, place) => spec.series.reduce((sum, line) => sum + (line.values[place] || 0), 0));

  const lineSeries = (line, colour, colours) => ({
    type: "line",
    data: line.values,
    connectNulls: false,
    symbol: line.quiet ? "none" : "circle",
    symbolSize: 6,
    lineStyle: { width: line.quiet ? 1 : 2, color: colour },
    itemStyle: { color: colours.surface, borderColor: colour, borderWidth: 2 },
  });

  const barSeries = (spec, line, place, kind, colour, colours) => {
    const stacked = kind === "stacked";
    const last = place === spec.series.length - 1;
    const totals = stacked && last ? totalsOf(spec) : null;
    return {
      type: "bar",
      stack: stacked ? "all" : undefined,
      barMaxWidth: 14,
      data: line.values,
      itemStyle: { color: colour, borderRadius: stacked ? 0 : 2 },
      label: {
        show: kind === "bar" ? spec.series.length === 1 : Boolean(totals),
        position: "right",
        color: colours.ink,
        fontSize: 12,
        formatter: ({ dataIndex, value }) => figureText(spec, totals ? totals[dataIndex] : value),
      },
    };
  };

  const colourOf = (line, place, colours) =>
    line.quiet ? colours.quiet : colours.series[place % colours.series.length];

  const seriesOf = (kind, spec, horizontal, colours) =>
    spec.series.map((line, place) => {
      const colour = colourOf(line, place, colours);
      const made =
        kind === "line" || line.quiet
          ? lineSeries(line, colour, colours)
          : barSeries(spec, line, place, kind, colour, colours);
      if (place === 0) made.markLine = markLine(spec, horizontal, colours);
      return { ...made, name: line.name, cursor: spec.urls.length ? "pointer" : "default" };
    });

  const tooltip = (spec, horizontal, colours) => ({
    trigger: "axis",
    renderMode: "richText",
    axisPointer: { type: horizontal ? "shadow" : "line", lineStyle: { color: colours.quiet } },
    backgroundColor: colours.surface,
    borderColor: colours.line,
    textStyle: { color: colours.ink, fontSize: 12 },
    formatter: (points) =>
      [points[0].name, ...points.map(({ seriesName, value }) => `${seriesName}  ${figureText(spec, value)}`)].join("\n"),
  });

  const options = (kind, spec, colours) => {
    const horizontal = kind === "bar" || kind === "stacked";
    const several = spec.series.length > 1;
    return {
      animation: !still,
      animationDuration: 180,
      animationDurationUpdate: 150,
      textStyle: { fontFamily: colours.font, fontSize: 12 },
      color: spec.series.map((line, place) => colourOf(line, place, colours)),
      grid: { left: 8, right: horizontal ? 64 : 16, top: several ? 34 : horizontal && spec.target ? 24 : 16, bottom: 4, containLabel: true },
      legend: { show: several, right: 8, top: 2, itemWidth: 12, itemHeight: 8, textStyle: { color: colours.ink } },
      tooltip: tooltip(spec, horizontal, colours),
      ...axes(spec, horizontal, colours),
      series: seriesOf(kind, spec, horizontal, colours),
    };
  };

  const open = (chart, spec) => {
    chart.on("click", (point) => {
      const address = spec.urls[point.dataIndex];
      if (!address) return;
      const mouse = point.event?.event;
      if (mouse?.ctrlKey || mouse?.metaKey) window.open(address, "_blank", "noopener");
      else location.assign(address);
    });
  };

  const draw = (box) => {
    const source = document.getElementById(box.dataset.source);
    if (!source || !box.offsetWidth || drawn.has(box)) return;
    const spec = JSON.parse(source.textContent);
    if (["bar", "stacked"].includes(box.dataset.chart)) {
      box.style.height = `${Math.max(120, spec.categories.length * 22 + (spec.series.length > 1 ? 62 : 44))}px`;
    }
    const chart = window.echarts.init(box, null, { renderer: "canvas" });
    chart.setOption(options(box.dataset.chart, spec, palette()));
    open(chart, spec);
    drawn.set(box, { chart, spec });
  };

  const drawAll = () => {
    drawn.forEach(({ chart }, box) => {
      if (!box.isConnected) {
        chart.dispose();
        drawn.delete(box);
      }
    });
    all("[data-chart]").forEach(draw);
  };

  const side = (card, wanted) => {
    all("[data-side]", card).forEach((part) => {
      part.hidden = part.dataset.side !== wanted;
    });
    all("[data-show-side]", card).forEach((button) =>
      button.setAttribute("aria-pressed", String(button.dataset.showSide === wanted)),
    );
    drawAll();
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-show-side]");
    if (button) side(button.closest("[data-chart-card]"), button.dataset.showSide);
  });
  const cards = () => all("[data-chart-card]").forEach((card) => side(card, card.dataset.show || "chart"));
  document.addEventListener("theme:changed", () =>
    drawn.forEach(({ chart, spec }, box) =>
      chart.setOption(options(box.dataset.chart, spec, palette()), { notMerge: true }),
    ),
  );
  document.addEventListener("htmx:afterSwap", cards);
  ["beforeprint", "afterprint"].forEach((name) =>
    window.addEventListener(name, () => drawn.forEach(({ chart }) => chart.resize())),
  );
  new ResizeObserver(() => drawn.forEach(({ chart }) => chart.resize())).observe(document.body);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", cards);
  else cards();
})();
