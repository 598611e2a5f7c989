/** Which controller leads, and what its predecessors wrote to the control topic. */
@NullMarked
package klt.controller.core.leadership;

import org.jspecify.annotations.NullMarked;
