/** The platform that runs the workers: its state, and scaling. */
@NullMarked
package klt.controller.fleet;

import org.jspecify.annotations.NullMarked;
