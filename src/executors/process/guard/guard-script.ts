import { SWEEP_BEGINS } from '../../runtime/bounds.ts'
import { GUARD_SEARCH } from './guard-search.ts'

/**
 * The guard, a POSIX shell script. It detaches from its owner at once, so that its parent is process 1 and it
 * is not one of the owner's descendants. It prints its pid. Then it reads messages from the owner until the
 * pipe ends, as it does however the owner dies. After that it kills everything it can find by itself, and
 * starts Node to kill the rest and to prove that nothing is left. All of its input comes through the
 * environment, so that its command line matches no `pkill -f`.
 *
 *     start MARKER              a spawn is about to happen
 *     run MARKER:PID:STARTTIME  the process was spawned
 *     tree MARKER PID:STARTTIME PID:STARTTIME...
 *                               the leader and the other known members of its tree
 *     clean MARKER JSON         a command to run after the tree has ended
 *     end MARKER                the tree has certainly ended and was cleaned up
 *     keep PATH                 a path to remove
 *     drop PATH                 the path was removed
 *     leash PID PARENT          the owner must die with this parent
 *
 * The positional parameters hold the pending work, as input lines for the sweep.
 *
 * A shell that cannot fork either exits, as dash does, or waits for seconds. So the first kill does not fork if
 * /proc exists, and it runs again when the shell exits.
 */
export const GUARD_SCRIPT: string = `
trap '' HUP INT TERM QUIT
# In a nested run, the guard inherits the marker of the outer run. Clear it, so that the outer run does not kill
# the guard together with the service that it runs in.
ulimit -S -w unlimited 2>/dev/null || ulimit -S -x unlimited 2>/dev/null

# The messages in $early come first.
next_line() {
  [ -n "$early" ] || { IFS= read -r line; return; }
  line=\${early%%"
"*}
  early=\${early#*"
"}
}

forget() {
  kept=
  for entry in $running; do
    case $entry in "$1:"*) ;; *) kept="$kept $entry" ;; esac
  done
  running=$kept
}

${GUARD_SEARCH}
# Finds the pid of this subshell: $$ is the pid of the shell that it was forked from.
look_at_self() {
  if [ -r /proc/self/stat ]; then
    read -r stat < /proc/self/stat
    self=\${stat%% *}
  else
    self=$(exec sh -c 'echo $PPID')
  fi
  look "$self"
}

# Kills the owner when its parent changes. Exits with the guard or the owner.
watch_parent() {
  look "$1" && owner_start=$start || exit
  until [ "$parent" != "$2" ]; do
    sleep 2
    ended=$?
    [ $ended -eq 0 ] || [ $ended -gt 128 ] || exit
    look "$self" && [ "$start" = "$self_start" ] || exit
    look "$1" && [ "$start" = "$owner_start" ] || exit
  done
  kill -KILL "$1"
}

# Stops the known processes, so that they cannot fork or lose their parent, then finds the others and kills all.
# Succeeds if it found any.
kill_found() {
  found= leaders=
  for entry in $running; do
    leader=\${entry#*:}
    pid=\${leader%%:*}
    [ -n "$pid" ] && look "$pid" && [ "$start" = "\${leader#*:}" ] || continue
    kill -STOP "-$pid" 2>/dev/null
    leaders="$leaders $pid" led="$led $entry"
    add "$pid"
  done
  "$1"
  ! find_leaders || "$1"
  # Without lists of children in /proc, leave the parents alive: through them, the sweep finds the children.
  [ "$1" = add_marked ] && [ -d /proc/self ] && ! [ -r "/proc/self/task/$self/children" ] && return
  add_descendants
  [ -n "$found" ] || return
  for leader in $leaders; do
    kill -KILL "-$leader" 2>/dev/null
  done
  kill -KILL $found 2>/dev/null
  :
}

kill_without_fork() {
  for round in 1 2 3 4 5 6 7 8 9 10; do
    kill_found add_marked_without_fork || break
  done
}

hand_over() {
  for entry in $led; do
    set -- "$@" "run $entry"
  done
  # A Node that gets no thread at its start hangs forever, so the sweep signals that it has begun.
  began= watcher=
  trap 'began=1; [ -z "$watcher" ] || kill -KILL "$watcher" 2>/dev/null' USR1
  printf '%s\\n' "$@" | "$node" --v8-pool-size=1 -e 'eval(process.env.sweep)' 3>&- &
  sweeping=$!
  { sleep ${SWEEP_BEGINS / 1_000} && kill -KILL "$sweeping"; } <&- 3>&- &
  watcher=$!
  [ -z "$began" ] || kill -KILL "$watcher" 2>/dev/null
  # The trap also interrupts the wait.
  while :; do
    wait "$sweeping"
    status=$?
    kill -0 "$sweeping" 2>/dev/null || return "$status"
  done
}

# If Node lacks memory or threads, killing without it makes room for another try.
end_all() {
  for round in 1 2 3 4 5; do
    hand_over "$@" && finish
    kill_without_fork
  done
}

# Everything that is left of the guard itself is in its own process group.
finish() {
  trap - EXIT
  [ -z "$watcher" ] || kill -KILL 0
  exit
}

{
  running= led= watcher=
  look_at_self
  self_start=$start
  while next_line; do
    value=\${line#* }
    case $line in
      'start '*) running="$running $value:" ;;
      'run '*)
        forget "\${value%%:*}"
        running="$running $value"
        ;;
      'end '*)
        forget "$value"
        for item do
          shift
          case $item in "clean $value "* | "tree $value "*) ;; *) set -- "$@" "$item" ;; esac
        done
        ;;
      'drop '*)
        for item do
          shift
          [ "$item" = "keep $value" ] || set -- "$@" "$item"
        done
        ;;
      'leash '*)
        watch_parent $value <&- 3>&- &
        watcher=$!
        ;;
      *) set -- "$@" "$line" ;;
    esac
  done

  [ -z "$watcher" ] || kill -KILL "$watcher"
  [ -z "$running" ] && [ $# -eq 0 ] && finish
  # A shell that cannot fork exits. By then, the first kill has made room to try again.
  trap 'kill_without_fork; end_all "$@"; finish' EXIT
  kill_found add_marked
  end_all "$@"
  # Node could not run, but the shell can still remove the paths.
  for item do
    case $item in 'keep '*) rm -rf -- "\${item#keep }" ;; esac
  done
  finish
} <&3 &
echo "$!" >&3
`
