/** Charts as SVG, styled by the report's CSS. */
@NullMarked
package klt.report.chart;

import org.jspecify.annotations.NullMarked;
