# forks-on.sh: forks a child of its own kind in a new session and exits, faster than it can be found.
# Ends by itself when its directory is gone.
[ -d "$PIDS" ] || exit
[ -e "$PIDS/leader" ] || { echo $$ > "$PIDS/leader"; first=1; }
echo $$ > "$PIDS/newest"
setsid sh "$0" > /dev/null 2>&1 < /dev/null &
[ -z "$first" ] || exec sleep 300
