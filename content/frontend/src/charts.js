/* Bars and lines of staff pages (loaded only there). The table is the truth and stays beside the chart:
   <figure class="chart-box" data-chart="bar" data-table="id-of-table" data-stacked> <div class="chart"></div>.
   The first column names the places on the axis, every other column is a series; a heading's
   data-colour (ok, maybe, no, brand, sun, part, cloud, rain) colours it. */
import { BarChart, LineChart } from "echarts/charts";
import { GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";

use([BarChart, LineChart, GridComponent, LegendComponent, TooltipComponent, CanvasRenderer]);

const COLOURS = {
  ok: "#176a3d", maybe: "#7ebd9a", no: "#a9b4c1", brand: "#0a5a9c",
  sun: "#f2a31b", part: "#5f9fd2", cloud: "#9aa7b5", rain: "#4a5f78",
};
const USUAL = ["brand", "sun", "ok", "rain", "part", "no"];

function readTable(table) {
  const heads = [...table.tHead.rows[0].cells].slice(1);
  const rows = [...table.tBodies[0].rows];
  return {
    places: rows.map((row) => row.cells[0].textContent.trim()),
    series: heads.map((head, number) => ({
      name: head.textContent.trim(),
      colour: COLOURS[head.dataset.colour || USUAL[number % USUAL.length]],
      data: rows.map((row) => numberOf(row.cells[number + 1])),
    })),
  };
}

function numberOf(cell) {
  const text = cell.dataset.value ?? cell.textContent;
  return Number.parseFloat(text.replace(/[^0-9.-]/g, "")) || 0;
}

function draw(figure) {
  const table = document.getElementById(figure.dataset.table);
  const { places, series } = readTable(table);
  const style = getComputedStyle(document.body);
  const chart = init(figure.querySelector(".chart"), null, { renderer: "canvas" });
  const stacked = "stacked" in figure.dataset;
  chart.setOption({
    animation: !matchMedia("(prefers-reduced-motion: reduce)").matches,
    textStyle: { fontFamily: style.fontFamily, color: style.color, fontSize: 13 },
    color: series.map((one) => one.colour),
    grid: { left: 8, right: 16, top: series.length > 1 ? 36 : 16, bottom: 8, containLabel: true },
    legend: { show: series.length > 1, top: 0 },
    // Drawn on the canvas: a tooltip of HTML would need style attributes.
    tooltip: { trigger: "axis", renderMode: "richText" },
    xAxis: { type: "category", data: places, axisTick: { show: false } },
    yAxis: { type: "value" },
    series: series.map((one) => ({
      name: one.name,
      type: figure.dataset.chart,
      data: one.data,
      stack: stacked ? "all" : undefined,
      barMaxWidth: 36,
    })),
  });
  new ResizeObserver(() => chart.resize()).observe(figure);
}

for (const figure of document.querySelectorAll("[data-chart]")) draw(figure);
