Describe 'Set-Variable' {
    It 'makes a variable' {
        Set-Variable specNew 3
        $specNew | Should -Be 3
    }

    It 'changes variables by name and pattern' {
        $specA = 1
        $specB = 2
        Set-Variable specA, specB 5
        $specA, $specB | Should -Be 5, 5
        Set-Variable spec[AB] 6 -Exclude specB
        $specA, $specB | Should -Be 6, 5
    }

    It 'makes no variable of a pattern' {
        (Set-Variable specPattern* 5 -PassThru) | Should -BeNullOrEmpty
    }

    It 'collects the pipeline' {
        1, 2, 3 | Set-Variable specPiped
        $specPiped | Should -Be 1, 2, 3
        'one' | Set-Variable specPiped
        $specPiped | Should -BeOfType string
        @() | Set-Variable specPiped
        $specPiped | Should -Be 'one'
    }

    It 'takes the name from a property' {
        [pscustomobject]@{ Name = 'specProperty' } | Set-Variable -Value 7
        $specProperty | Should -Be 7
    }

    It 'sets null' {
        $specNull = 1
        Set-Variable specNull $null
        $specNull | Should -Be $null
    }

    It 'works in the current scope, or in a given one' {
        $specScope = 1
        & { Set-Variable specScope 2; $specScope } | Should -Be 2
        $specScope | Should -Be 1
        & { Set-Variable specScope 3 -Scope 1 }
        $specScope | Should -Be 3
        Set-Variable specGlobal 4 -Scope Global
        $global:specGlobal | Should -Be 4
        Remove-Variable specGlobal -Scope Global
    }

    It 'hides a variable from inner scopes' {
        (Set-Variable specPrivate 1 -Scope Private -PassThru).Options | Should -Be 'Private'
        & { $specPrivate } | Should -Be $null
    }

    It 'hands on the variable when asked' {
        Set-Variable specPass 1 | Should -BeNullOrEmpty
        $variable = Set-Variable specPass 2 -Description 'for the spec' -PassThru
        $variable.Value | Should -Be 2
        $variable.Description | Should -Be 'for the spec'
    }

    It 'changes a read-only variable only by force' {
        Set-Variable specFixed 1 -Option ReadOnly
        Set-Variable specFixed 2 -ErrorAction SilentlyContinue -ErrorVariable problem
        $problem[0].FullyQualifiedErrorId | Should -Be 'VariableNotWritable,Microsoft.PowerShell.Commands.SetVariableCommand'
        $specFixed | Should -Be 1
        Set-Variable specFixed 3 -Force
        $specFixed | Should -Be 3
        (Get-Variable specFixed).Options | Should -Be 'ReadOnly'
        Remove-Variable specFixed -Force
    }

    It 'never changes a constant' {
        & {
            Set-Variable specConstant 1 -Option Constant
            Set-Variable specConstant 2 -Force -ErrorAction SilentlyContinue -ErrorVariable problem
            $problem[0].FullyQualifiedErrorId | Should -BeLike 'VariableNotWritable,*'
            $specConstant | Should -Be 1
        }
    }

    It 'does nothing with -WhatIf' {
        $specWhatIf = 1
        Set-Variable specWhatIf 2 -WhatIf
        $specWhatIf | Should -Be 1
    }
}
