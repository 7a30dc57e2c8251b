import type { Shell } from "./completion-arguments.ts";

// COMP_WORDS are cut at `=` as well, so the pieces are put together again; only the last one is replaced.
const bash = `# Completion of promsnap for bash: eval "$(promsnap completion bash)"
_promsnap() {
  local words=() word line kind= at current
  for ((at = 1; at <= COMP_CWORD; at++)); do
    word=\${COMP_WORDS[at]}
    if ((at > 1)) && [[ $word == = || \${COMP_WORDS[at - 1]} == = ]]; then
      words[\${#words[@]} - 1]+=$word
    else
      words+=("$word")
    fi
  done
  COMPREPLY=()
  while IFS= read -r line; do
    case $line in
      :*) kind=\${line#:} ;;
      *) COMPREPLY+=("\${line%%$'\\t'*}") ;;
    esac
  done < <("\${COMP_WORDS[0]}" completion bash -- "\${words[@]}" 2>/dev/null </dev/null)
  compopt -o nosort
  [[ $kind ]] || return 0
  current=\${COMP_WORDS[COMP_CWORD]}
  [[ $current != = ]] || current=
  compopt -o filenames
  if [[ $kind == directories ]]; then
    mapfile -t COMPREPLY < <(compgen -d -- "$current")
  else
    mapfile -t COMPREPLY < <(compgen -f -- "$current")
  fi
}
complete -F _promsnap promsnap
`;

const zsh = `#compdef promsnap
# Completion of promsnap for zsh: source <(promsnap completion zsh), behind compinit
_promsnap() {
  local line kind
  local -a lines described
  lines=("\${(@f)$("\${(Q)words[1]}" completion zsh -- "\${(@Q)words[2,CURRENT-1]}" "\${(Q)PREFIX}" 2>/dev/null </dev/null)}")
  for line in $lines; do
    case $line in
      :*) kind=\${line#:} ;;
      *) described+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}") ;;
    esac
  done
  (( $#described )) && _describe -V promsnap described
  [[ -z $kind ]] && return
  [[ $PREFIX == --*=* ]] && compset -P '*='
  if [[ $kind == directories ]]; then _files -/; else _files; fi
}
if [[ $funcstack[1] == _promsnap ]]; then _promsnap "$@"; else compdef _promsnap promsnap; fi
`;

const fish = `# Completion of promsnap for fish: promsnap completion fish | source
function __promsnap_complete
    set -l current (commandline -ct)
    set -l words (commandline -opc)
    set -l program $words[1]
    set -e words[1]
    for line in ($program completion fish -- $words "$current" 2>/dev/null </dev/null)
        if not string match -q ':*' -- $line
            echo $line
            continue
        end
        set -l before (string match -r -- '^--[^=]*=' $current)
        for path in (__fish_complete_path (string replace -r -- '^--[^=]*=' '' "$current"))
            set -l name (string split \\t -- $path)[1]
            if test $line = :files; or string match -q '*/' -- $name
                echo "$before$path"
            end
        end
    end
end
complete --command promsnap --no-files --keep-order --arguments '(__promsnap_complete)'
`;

/** What each shell reads to complete promsnap's command lines: thin scripts, for the answers come from promsnap itself. */
export const completionScripts: { readonly [S in Shell]: string } = { bash, zsh, fish };
