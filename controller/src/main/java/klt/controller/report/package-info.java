/** What the controller tells people: runs, reports, the fleet, as the HTTP contract has them. */
@NullMarked
package klt.controller.report;

import org.jspecify.annotations.NullMarked;
