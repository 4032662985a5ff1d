// Draws <div data-chart='{"kind": "bar", …}'> beside the table that says the same. Colours come from the page.
import { init } from "../vendor/echarts.min.js";

function colour(name) {
  const probe = document.createElement("span");
  probe.style.color = `var(--${name})`;
  document.body.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}

function palette() {
  const names = ["water", "brass-line", "bad", "good", "wait", "edge", "ink", "ink-soft", "line", "surface", "water-wash"];
  return Object.fromEntries(names.map((name) => [name, colour(name)]));
}

function axis(kind, name, colours, { data, gap = 30 } = {}) {
  return {
    type: kind,
    name,
    data,
    nameLocation: "middle",
    nameGap: gap,
    nameTextStyle: { color: colours["ink-soft"] },
    axisLabel: { color: colours["ink-soft"], hideOverlap: true },
    axisLine: { lineStyle: { color: colours.edge } },
    splitLine: { lineStyle: { color: colours.line } },
  };
}

function series(chart, entry, colours) {
  const common = { name: entry.name, type: chart.kind, data: entry.data };
  if (chart.kind === "boxplot") {
    return { ...common, itemStyle: { color: colours["water-wash"], borderColor: colours.water, borderWidth: 1.5 } };
  }
  if (chart.kind === "bar") return { ...common, stack: chart.stacked ? "all" : undefined, barMaxWidth: 36 };
  if (chart.kind === "line") return { ...common, symbolSize: 7, lineStyle: { width: 2.5 } };
  return { ...common, symbolSize: 9 };
}

function marks(chart, colours) {
  if (!chart.marks) return {};
  const data = chart.marks.map((mark) => ({ xAxis: mark.x, yAxis: mark.y, name: mark.name }));
  const label = { formatter: "{b}", color: colours.ink };
  return { markLine: { symbol: "none", data, label, lineStyle: { color: colours.bad, type: "dashed" } } };
}

function option(chart, colours) {
  const category = axis("category", chart.x_name, colours, { data: chart.x });
  const value = axis("value", chart.y_name, colours, { gap: chart.horizontal ? 30 : 44 });
  const across = chart.kind === "scatter" ? axis("value", chart.x_name, colours) : category;
  const [xAxis, yAxis] = chart.horizontal ? [{ ...value, name: chart.y_name }, { ...category, inverse: true }] : [across, value];
  const drawn = chart.series.map((entry) => series(chart, entry, colours));
  Object.assign(drawn[0], marks(chart, colours));
  return {
    animation: !matchMedia("(prefers-reduced-motion: reduce)").matches && { duration: 300 },
    aria: { enabled: true, decal: { show: chart.series.length > 1 && chart.kind === "bar" } },
    color: [colours.water, colours["brass-line"], colours.bad, colours.good, colours.edge, colours.wait],
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
    grid: { left: chart.y_name && !chart.horizontal ? 44 : 8, right: 16, top: drawn.length > 1 ? 40 : 16, bottom: 32, containLabel: true },
    legend: { show: drawn.length > 1, top: 0, textStyle: { color: colours.ink } },
    tooltip: {
      trigger: chart.kind === "scatter" || chart.kind === "boxplot" ? "item" : "axis",
      confine: true,
      backgroundColor: colours.surface,
      borderColor: colours.edge,
      textStyle: { color: colours.ink },
    },
    xAxis,
    yAxis,
    series: drawn,
  };
}

function draw(element) {
  const chart = JSON.parse(element.dataset.chart);
  const drawing = init(element, null, { renderer: "svg" });
  drawing.setOption(option(chart, palette()));
  element.parentElement.querySelector("details").open = false;
  new ResizeObserver(() => drawing.resize()).observe(element);
  const recolour = () => drawing.setOption(option(chart, palette()), true);
  document.addEventListener("theme-changed", recolour);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", recolour);
}

document.querySelectorAll("[data-chart]").forEach(draw);
