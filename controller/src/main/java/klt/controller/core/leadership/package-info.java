/** Which controller leads, and the records of its predecessors on the control topic. */
@NullMarked
package klt.controller.core.leadership;

import org.jspecify.annotations.NullMarked;
