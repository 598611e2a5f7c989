/** The views of the HTTP contract: runs, reports, the fleet. */
@NullMarked
package klt.controller.report;

import org.jspecify.annotations.NullMarked;
