/** The control and status topics in and out, and the one event loop. */
@NullMarked
package klt.controller.bus;

import org.jspecify.annotations.NullMarked;
