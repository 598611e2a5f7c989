/** The names of a run's consumer groups and transactional producers, and the placement of groups. */
@NullMarked
package klt.common.protocol.consumers;

import org.jspecify.annotations.NullMarked;
