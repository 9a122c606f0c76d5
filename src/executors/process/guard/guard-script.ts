import { SWEEP_BEGINS } from '../../runtime/bounds.ts'
import { GUARD_SEARCH } from './guard-search.ts'

/**
 * The guard, a POSIX shell script. It leaves its owner at once, so that its parent is process 1 and nobody
 * finds it among the owner's descendants, and prints its pid. It reads what the owner tells it until the pipe
 * ends, which it does however the owner dies. Then it kills all that it finds without help, and hands over to
 * Node for the rest and the proof that there is none. Its command line names nothing, so that no `pkill -f`
 * meets it: all that it needs comes in the environment.
 *
 *     start MARKER              about to spawn
 *     run MARKER:PID:STARTTIME  spawned
 *     tree MARKER PID:STARTTIME PID:STARTTIME...
 *                               the leader, and the others that were found of its tree
 *     clean MARKER JSON         a command to run when it has ended
 *     end MARKER                ended, proven, cleaned up
 *     keep PATH                 to be removed
 *     drop PATH                 was removed
 *     leash PID PARENT          the owner is to die with this parent
 *
 * What is to be done at the end is in the positional parameters, as lines for the sweep.
 *
 * A shell that cannot fork exits, as dash does, or waits for seconds: what kills first does it without, as far
 * as there is a /proc, and comes again when the shell exits.
 */
export const GUARD_SCRIPT: string = `
trap '' HUP INT TERM QUIT
# Of a run within a service of another run: it is to outlive what ends that service.
ulimit -S -w unlimited 2>/dev/null || ulimit -S -x unlimited 2>/dev/null

forget() {
  kept=
  for entry in $running; do
    case $entry in "$1:"*) ;; *) kept="$kept $entry" ;; esac
  done
  running=$kept
}

${GUARD_SEARCH}
# The process that this shell is: $$ is the one that it was forked from.
look_at_self() {
  if [ -r /proc/self/stat ]; then
    read -r stat < /proc/self/stat
    self=\${stat%% *}
  else
    self=$(exec sh -c 'echo $PPID')
  fi
  look "$self"
}

# Ends with its guard, and with its owner.
hold() {
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

# Stops what it knows, so that nothing there forks or loses its parent, then finds the others, then kills.
# Answers whether it found any.
strike() {
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
  # A kernel that does not tell of children: the sweep finds them, as long as their parents are there.
  [ "$1" = add_marked ] && [ -d /proc/self ] && ! [ -r "/proc/self/task/$self/children" ] && return
  add_descendants
  [ -n "$found" ] || return
  for leader in $leaders; do
    kill -KILL "-$leader" 2>/dev/null
  done
  kill -KILL $found 2>/dev/null
  :
}

strike_by_hand() {
  for round in 1 2 3 4 5 6 7 8 9 10; do
    strike add_marked_by_hand || break
  done
}

hand_over() {
  for entry in $led; do
    set -- "$@" "run $entry"
  done
  # A Node that gets no thread as it begins waits for ever, so the sweep says that it has begun.
  began= watcher=
  trap 'began=1; [ -z "$watcher" ] || kill -KILL "$watcher" 2>/dev/null' USR1
  printf '%s\\n' "$@" | "$node" --v8-pool-size=1 -e 'eval(process.env.sweep)' 3>&- &
  sweeping=$!
  { sleep ${SWEEP_BEGINS / 1_000} && kill -KILL "$sweeping"; } <&- 3>&- &
  watcher=$!
  [ -z "$began" ] || kill -KILL "$watcher" 2>/dev/null
  # What waits is woken by a signal, too.
  while :; do
    wait "$sweeping"
    status=$?
    kill -0 "$sweeping" 2>/dev/null || return "$status"
  done
}

# Where it fails, for want of memory or threads, what is killed by hand makes room for another try.
end_all() {
  for round in 1 2 3 4 5; do
    hand_over "$@" && finish
    strike_by_hand
  done
}

# All that is left of the guard itself is in its own group.
finish() {
  trap - EXIT
  [ -z "$watcher" ] || kill -KILL 0
  exit
}

{
  running= led= watcher=
  look_at_self
  self_start=$start
  while IFS= read -r line; do
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
        hold $value <&- 3>&- &
        watcher=$!
        ;;
      *) set -- "$@" "$line" ;;
    esac
  done

  [ -z "$watcher" ] || kill -KILL "$watcher"
  [ -z "$running" ] && [ $# -eq 0 ] && finish
  # A shell that cannot fork comes here: once more, when what it could kill has made room.
  trap 'strike_by_hand; end_all "$@"; finish' EXIT
  strike add_marked
  end_all "$@"
  # Without Node, all that is left to do are the paths.
  for item do
    case $item in 'keep '*) rm -rf -- "\${item#keep }" ;; esac
  done
  finish
} <&3 &
echo "$!" >&3
`
