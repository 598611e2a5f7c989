/** Leadership among controllers, and the records of earlier leaders on the control topic. */
@NullMarked
package klt.controller.core.leadership;

import org.jspecify.annotations.NullMarked;
