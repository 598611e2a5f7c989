/** Writing HTML. */
@NullMarked
package klt.report.html;

import org.jspecify.annotations.NullMarked;
