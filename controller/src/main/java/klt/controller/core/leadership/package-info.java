/** Leadership among controllers, and earlier leaders' records on the control topic. */
@NullMarked
package klt.controller.core.leadership;

import org.jspecify.annotations.NullMarked;
