// Those parts of ECharts that the dashboard draws with. Loaded when the first chart is shown.
import { LineChart } from "echarts/charts";
import { GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";

use([CanvasRenderer, GridComponent, LegendComponent, LineChart, TooltipComponent]);

export { init };
