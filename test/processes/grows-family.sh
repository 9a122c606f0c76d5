# grows-family.sh KIND: a leader with one descendant that is hard to find or hard to end.
stay='echo $$ > "$PIDS/descendant"; exec sleep 300'
case $1 in
  ignores) (trap '' TERM; exec sh -c "$stay") & ;;
  nohup) nohup sh -c "$stay" > /dev/null 2>&1 & ;;
  setsid) setsid sh -c "$stay" & ;;
  daemon) (setsid sh -c "$stay" > /dev/null 2>&1 < /dev/null &) ;;
  stripped) setsid env -i /bin/sh -c 'echo $$ > "$0"; exec /bin/sleep 300' "$PIDS/descendant" & ;;
  titled) setsid perl "${0%/*}/overwrites-environment.pl" & ;;
esac
echo $$ > "$PIDS/leader"
exec sleep 300
