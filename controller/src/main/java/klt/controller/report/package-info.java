/** The representations that the HTTP API returns: runs, reports, the fleet and the cluster. */
@NullMarked
package klt.controller.report;

import org.jspecify.annotations.NullMarked;
