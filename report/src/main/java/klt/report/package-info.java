/** A run's report as one HTML file that needs no network and no scripts, for the controller and the command. */
@NullMarked
package klt.report;

import org.jspecify.annotations.NullMarked;
