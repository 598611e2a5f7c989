/** Runs and their reports in the state topic. */
@NullMarked
package klt.controller.store;

import org.jspecify.annotations.NullMarked;
