// Draws the charts of a page with the colours of its theme. The table below each has the same numbers.
(() => {
  "use strict";

  const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  const option = (chart) => ({
    aria: { enabled: false },
    animation: false,
    color: [1, 2, 3, 4, 5].map((number) => token(`--series-${number}`)),
    textStyle: { color: token("--muted"), fontFamily: token("--font") },
    grid: { left: 8, right: 16, top: 32, bottom: 8, containLabel: true },
    legend: { top: 0, left: 0, icon: "roundRect", itemWidth: 12, itemHeight: 4, textStyle: { color: token("--text") } },
    // drawn, since the policy of content refuses styles in markup
    tooltip: {
      trigger: "axis",
      renderMode: "richText",
      backgroundColor: token("--surface"),
      borderColor: token("--line"),
      textStyle: { color: token("--text") },
    },
    xAxis: {
      type: "category",
      data: chart.labels,
      axisLine: { lineStyle: { color: token("--line-strong") } },
      axisTick: { show: false },
    },
    yAxis: { type: "value", name: chart.unit, nameTextStyle: { align: "left" }, splitLine: { lineStyle: { color: token("--line") } } },
    series: chart.series.map((series) => ({
      name: series.name,
      type: series.kind || chart.kind,
      data: series.values,
      stack: series.stack,
      smooth: false,
      symbolSize: 6,
      lineStyle: { width: 2 },
      connectNulls: false,
    })),
  });

  const draw = (root) => {
    for (const area of root.querySelectorAll("[data-chart]")) {
      area.hidden = false;
      const drawn = echarts.getInstanceByDom(area) || echarts.init(area, null, { renderer: "canvas" });
      drawn.setOption(option(JSON.parse(area.dataset.chart)), true);
    }
  };

  draw(document);
  addEventListener("resize", () => {
    for (const area of document.querySelectorAll("[data-chart]")) {
      const drawn = echarts.getInstanceByDom(area);
      if (drawn) {
        drawn.resize();
      }
    }
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => draw(document));
  document.addEventListener("htmx:load", (event) => draw(event.detail.elt));
})();
