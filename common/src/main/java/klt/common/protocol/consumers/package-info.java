/** Names a run's consumer groups and transactional producers, and places group members on workers. */
@NullMarked
package klt.common.protocol.consumers;

import org.jspecify.annotations.NullMarked;
