/** The result of a search for a limit in the documents of a run. */
@NullMarked
package klt.common.report.limit;

import org.jspecify.annotations.NullMarked;
