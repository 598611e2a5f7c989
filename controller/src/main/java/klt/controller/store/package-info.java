/** Runs and their reports on the state topic. */
@NullMarked
package klt.controller.store;

import org.jspecify.annotations.NullMarked;
