/** The state of the platform that runs the workers, and scaling. */
@NullMarked
package klt.controller.fleet;

import org.jspecify.annotations.NullMarked;
