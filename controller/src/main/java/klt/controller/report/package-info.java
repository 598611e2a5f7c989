/** The representations returned by the HTTP API: runs, reports, the fleet and the cluster. */
@NullMarked
package klt.controller.report;

import org.jspecify.annotations.NullMarked;
